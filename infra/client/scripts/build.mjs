// Builds dist/ (ECMAScript modules with types) and miniprogram_dist/ (CommonJS, which WeChat's npm build copies as it is).
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
for (const [folder, config] of [["dist", "tsconfig.json"], ["miniprogram_dist", "tsconfig.miniprogram.json"]]) {
  rmSync(new URL(folder, root), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, "-p", fileURLToPath(new URL(config, root))], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
// The files there end in `.js`, as WeChat's tools want them; without this Node would take them for modules.
writeFileSync(new URL("miniprogram_dist/package.json", root), `${JSON.stringify({ type: "commonjs" })}\n`);
