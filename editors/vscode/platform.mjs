// Which platforms a program runs on, as its head says.

const ELF = { 0x28: "armhf", 0x3e: "x64", 0xb7: "arm64" };
const PORTABLE = { 0x8664: "x64", 0xaa64: "arm64" };
const MACH = { 0x01000007: "x64", 0x0100000c: "arm64" };

/** What loads an ELF program of 64 bits; nothing where it needs nobody. */
function loader(bytes) {
  const [first, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  for (let index = 0; index < count; index += 1) {
    const part = bytes.subarray(first + index * size);
    if (part.readUInt32LE(0) !== 3) continue;
    const start = Number(part.readBigUInt64LE(8));
    return bytes.toString("latin1", start, start + Number(part.readBigUInt64LE(32)));
  }
  return undefined;
}

function ofElf(bytes) {
  const processor = ELF[bytes.readUInt16LE(18)];
  if (!processor) return [];
  // One of 32 bits is for glibc, as no other is packaged.
  const needs = bytes[4] === 2 ? loader(bytes) : "";
  const systems = needs === undefined ? ["linux", "alpine"] : [needs.includes("musl") ? "alpine" : "linux"];
  return systems.map((system) => `${system}-${processor}`);
}

function ofMach(bytes) {
  const isOne = bytes.readUInt32BE(0) !== 0xcafebabe;
  const processor = (index) => (isOne ? bytes.readUInt32LE(4) : bytes.readUInt32BE(8 + index * 20));
  const all = Array.from({ length: isOne ? 1 : bytes.readUInt32BE(4) }, (_, index) => MACH[processor(index)]);
  return all.filter(Boolean).map((name) => `darwin-${name}`);
}

/** The platforms that a program is for, by the names that packages have for them; none where it is no program. */
export function platforms(bytes) {
  try {
    switch (bytes.readUInt32BE(0)) {
      case 0x7f454c46:
        return ofElf(bytes);
      case 0xcffaedfe:
      case 0xcafebabe:
        return ofMach(bytes);
      default: {
        if (bytes.toString("latin1", 0, 2) !== "MZ") return [];
        const head = bytes.readUInt32LE(0x3c);
        const processor = PORTABLE[bytes.readUInt16LE(head + 4)];
        return processor ? [`win32-${processor}`] : [];
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
