// Peers without types of their own.
declare module "scran.js";
declare module "three";
declare const tf: any;
