// Which program goes into which package of the extension, without packaging it. `LEHR_PROGRAM` is a program of this
// platform. Run by tests/it/server/extension.rs, or by `node --test`.

const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { test } = require("node:test");

const EXTENSION = path.join(__dirname, "../../editors/vscode");
const PROGRAM = process.env.LEHR_PROGRAM;
const platforms = async (bytes) => (await import(path.join(EXTENSION, "platform.mjs"))).platforms(bytes);

/** The head of an ELF program. */
function elf(processor, loader, bits = 64) {
  const bytes = Buffer.alloc(256);
  bytes.write("\x7fELF", "latin1");
  bytes[4] = bits === 64 ? 2 : 1;
  bytes.writeUInt16LE(processor, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(loader ? 3 : 1, 120);
  bytes.writeBigUInt64LE(176n, 128);
  bytes.writeBigUInt64LE(BigInt(loader.length), 152);
  bytes.write(loader, 176, "latin1");
  return bytes;
}

function windows(processor) {
  const bytes = Buffer.alloc(256);
  bytes.write("MZ");
  bytes.writeUInt32LE(128, 0x3c);
  bytes.write("PE\0\0", 128);
  bytes.writeUInt16LE(processor, 132);
  return bytes;
}

function mac(...processors) {
  const bytes = Buffer.alloc(256);
  if (processors.length === 1) {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(processors[0], 4);
    return bytes;
  }
  bytes.writeUInt32BE(0xcafebabe, 0);
  bytes.writeUInt32BE(processors.length, 4);
  processors.forEach((processor, index) => bytes.writeUInt32BE(processor, 8 + 20 * index));
  return bytes;
}

const X64 = 0x01000007;
const ARM64 = 0x0100000c;

test("the head of a program says its platforms", async () => {
  for (const [bytes, expected] of [
    [elf(0x3e, "/lib64/ld-linux-x86-64.so.2"), ["linux-x64"]],
    [elf(0xb7, "/lib/ld-linux-aarch64.so.1"), ["linux-arm64"]],
    [elf(0x28, "/lib/ld-linux-armhf.so.3", 32), ["linux-armhf"]],
    [elf(0xb7, "/lib/ld-musl-aarch64.so.1"), ["alpine-arm64"]],
    [elf(0x3e, ""), ["linux-x64", "alpine-x64"]],
    [windows(0x8664), ["win32-x64"]],
    [windows(0xaa64), ["win32-arm64"]],
    [mac(X64), ["darwin-x64"]],
    [mac(ARM64), ["darwin-arm64"]],
    [mac(X64, ARM64), ["darwin-x64", "darwin-arm64"]],
    [elf(0xf3, "/lib/ld-linux-riscv64-lp64d.so.1"), []],
    [windows(0x14c), []],
    [mac(7), []],
  ]) {
    assert.deepEqual(await platforms(bytes), expected);
  }
});

test("what is cut off or no program has none", async () => {
  const whole = [elf(0x3e, "/lib64/ld-linux-x86-64.so.2"), windows(0x8664), mac(X64, ARM64)];
  const heads = whole.flatMap((bytes) => Array.from({ length: 64 }, (_, length) => bytes.subarray(0, length)));
  for (const bytes of [...heads.filter((head) => head.length < 8), Buffer.from("#!/bin/sh\nexec lehr\n"), Buffer.alloc(64)]) {
    assert.deepEqual(await platforms(bytes), []);
  }
  for (const head of heads) await platforms(head);
});

test("a package takes no program of another platform", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lehr-"));
  const script = path.join(folder, "lehr");
  fs.writeFileSync(script, "#!/bin/sh\n");
  for (const [target, program, reason] of [
    ["linux-armhf", PROGRAM, "is built for"],
    ["linux-x64", script, "is no program"],
    ["amiga", PROGRAM, "write TARGET=PROGRAM"],
  ]) {
    const { status, stderr } = spawnSync("node", ["package.mjs", `${target}=${program}`], { cwd: EXTENSION, encoding: "utf8" });
    assert.equal(status, 2, stderr);
    assert.ok(stderr.includes(reason), stderr);
  }
  fs.rmSync(folder, { recursive: true });
});
