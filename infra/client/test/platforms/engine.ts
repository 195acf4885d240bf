// A JavaScript engine as a mini-program has it: the language, `require`, and what is given.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import vm from "node:vm";

/** Loads CommonJS files of `root` into a context whose only globals are the language's and `globals`; `packages` has what it may require beside its own files. */
export function bareEngine(root: string, globals: Record<string, unknown> = {}, packages: Readonly<Record<string, unknown>> = {}) {
  const context = vm.createContext({ ...globals });
  const loaded = new Map<string, { exports: unknown }>();

  function load(file: string): unknown {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    loaded.set(file, module);
    const run = vm.runInContext(`(function (module, exports, require) {${readFileSync(file, "utf8")}\n})`, context, { filename: file }) as Function;
    run(module, module.exports, (name: string) => (name in packages ? packages[name] : load(resolve(dirname(file), name))));
    return module.exports;
  }

  return {
    require: (name: string) => load(resolve(root, name)),
    evaluate: (source: string): unknown => vm.runInContext(source, context),
  };
}

function resolve(folder: string, name: string): string {
  if (!name.startsWith(".")) throw new Error(`a mini-program has no ${name}`);
  const file = join(folder, name);
  return file.endsWith(".js") ? file : `${file}.js`;
}
