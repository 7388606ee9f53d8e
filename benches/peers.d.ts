// Peers without types of their own.
declare module "scran.js";
declare module "three";
declare module "@saehrimnir/druidjs";
declare const tf: any;
