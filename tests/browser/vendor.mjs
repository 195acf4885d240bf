// Copies the files of Swagger UI that the console page is served with from its package, as package-lock.json pins it.

import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The files, those that say whose they are among them. */
export const FILES = ["LICENSE", "NOTICE", "package.json", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css"];
/** Where they come from. */
export const PACKAGE = new URL("./node_modules/swagger-ui-dist/", import.meta.url);
/** Where they are kept. */
export const KEPT = new URL("../../infra/local/console/vendor/swagger-ui/", import.meta.url);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of FILES) copyFileSync(new URL(file, PACKAGE), new URL(file, KEPT));
}
