// What a researcher writes with the npm package pcap-parser: node pcapParser.mjs FILE GRANULARITY… sums up each window and pair.
import pcap from "pcap-parser";

const [file, ...every] = process.argv.slice(2);
const granularities = every.map(Number);
const edges = new Map();
const parser = pcap.parse(file);
parser.on("packet", ({ header, data }) => {
  if (data.readUInt16BE(12) !== 0x0800) return;
  const ends = `${data[26]}.${data[27]}.${data[28]}.${data[29]} ${data[30]}.${data[31]}.${data[32]}.${data[33]}`;
  for (const granularity of granularities) {
    const key = `${granularity} ${Math.floor(header.timestampSeconds / granularity)} ${ends}`;
    let sums = edges.get(key);
    if (!sums) edges.set(key, (sums = { frames: 0, bytes: 0, wireBytes: 0 }));
    sums.frames++;
    sums.bytes += data.readUInt16BE(16);
    sums.wireBytes += header.originalLength;
  }
});
parser.on("end", () => process.stdout.write(`${edges.size}\n`));
