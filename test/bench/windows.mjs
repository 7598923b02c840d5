import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const library = (file) => require(`../../kernel-helpers/dist/${file}.js`);
const { rowCollector } = library("edges/files/collect");

/**
 * An edge table of one granularity, the same for the same options: `services` services of `instances` instances each, at level instance. In
 * each window each instance speaks to some instances of three services that are after its own, who answer; one speaks to outside.
 */
export function edgeTable({ windows, services = 15, instances = 4, seed = 1 }) {
  const random = mulberry32(seed);
  const rows = rowCollector((name) =>
    name === "outside" ? { name, kind: "outside" } : { name, kind: "instance", service: name.slice(0, name.indexOf(".")) },
  );
  const name = (service, instance) => `s${String(service).padStart(2, "0")}.${instance + 1}`;
  for (let window = 0; window < windows; window++) {
    for (let service = 0; service < services; service++)
      for (let instance = 0; instance < instances; instance++)
        for (const step of [1, 2, 5]) {
          if (random() < 0.2) continue;
          const from = name(service, instance);
          const to = name((service + step) % services, Math.floor(random() * instances));
          const asked = 100 + Math.floor(random() * 5000);
          rows.add(10, window, from, to, Math.ceil(asked / 500), asked, asked);
          const answered = 100 + Math.floor(random() * 50_000);
          rows.add(10, window, to, from, Math.ceil(answered / 1000), answered, answered);
        }
    rows.add(10, window, name(0, 0), "outside", 2, 900 + Math.floor(random() * 100), 1000);
  }
  const granularities = [{ every: 10, windowCount: windows }];
  return rows.finish({ origin: { seconds: 1_700_000_000, nanoseconds: 0 }, level: "instance", granularities });
}

/** A random directed graph: rows of [source, destination, bytes], each pair once. */
export function randomEdges(nodes, edges, seed = 1) {
  const random = mulberry32(seed);
  const found = new Map();
  while (found.size < edges) {
    const [source, destination] = [Math.floor(random() * nodes), Math.floor(random() * nodes)];
    if (source !== destination) found.set(source * nodes + destination, [source, destination, 1 + Math.floor(random() * 100_000)]);
  }
  return [...found.keys()].sort((a, b) => a - b).map((key) => found.get(key));
}

/** A small generator with a good spread; its numbers are those of every machine. */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
