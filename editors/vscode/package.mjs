// Packages the extension: `node package.mjs` without a program, `node package.mjs linux-x64=PROGRAM …` with the
// program of a platform in each package.

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";

import { platforms } from "./platform.mjs";

const TARGETS = [
  "alpine-arm64",
  "alpine-x64",
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64",
  "linux-armhf",
  "linux-x64",
  "win32-arm64",
  "win32-x64",
];

function pack(target, program) {
  rmSync("bin", { recursive: true, force: true });
  if (program) {
    const file = target.startsWith("win32") ? "bin/lehr.exe" : "bin/lehr";
    mkdirSync("bin");
    cpSync(program, file);
    chmodSync(file, 0o755);
  }
  const platform = target ? ["--target", target] : [];
  execFileSync("npx", ["vsce", "package", "--no-dependencies", ...platform], { stdio: "inherit" });
}

const packages = process.argv.slice(2).map((argument) => argument.split("="));
for (const [target, program] of packages) {
  if (!TARGETS.includes(target) || !program) {
    console.error(`${target}: write TARGET=PROGRAM, with one of ${TARGETS.join(", ")}`);
    process.exit(2);
  }
  const own = platforms(readFileSync(program));
  if (!own.includes(target)) {
    console.error(`${target}: ${program} is ${own.length > 0 ? `built for ${own.join(" and ")}` : "no program"}`);
    process.exit(2);
  }
}
cpSync("../../LICENSE-MIT", "LICENSE");
for (const [target, program] of packages.length > 0 ? packages : [[]]) pack(target, program);
