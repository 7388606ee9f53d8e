import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["dist", "pkg", "target", "www/public/data", "benches/node_modules", "test-results", ".tools", ".reference-venv"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["www/**/*.js"], languageOptions: { globals: { ...globals.browser, ...globals.worker } } },
  {
    files: ["scripts/**/*.mjs", "tests/**/*.mjs", "benches/**", "*.config.js"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
