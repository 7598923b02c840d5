import { expect, test } from "vitest";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import { fileOf, frame, pcap } from "../pcap/files";
import { ethernet, ipv4, ipv6 } from "../pcap/packets";
import { draws } from "../pcap/random";

test("nodes and edges of a capture are in the order of their names as text", async () => {
  const { whole, pick } = draws(11);
  const octet = () => pick([0, 1, 2, 9, 10, 19, 25, 99, 100, 101, 199, 200, 255, whole(0, 255)]);
  const address = () => [octet(), octet(), octet(), octet()].join(".");
  const pairs = Array.from({ length: 3000 }, () =>
    whole(0, 20) > 0 ? [address(), address()] : [`fd${whole(10, 99)}::${whole(1, 9999)}`, `fe80::${whole(1, 99)}`],
  );
  const frames = pairs.map(([a, b], i) => frame(1700000000, i, ethernet(a.includes(":") ? ipv6(a, b, 9) : ipv4(a, b, 9))));
  const edges = await readEdges([{ file: fileOf(pcap(frames)) }], { every: 60 });

  const names = [...new Set(pairs.flat())].sort();
  expect(edges.nodes.map(({ name }) => name)).toEqual(names);
  const place = new Map(names.map((name, i) => [name, i]));
  const inOrder = [...new Set(pairs.map((pair) => pair.join(" ")))]
    .map((pair) => pair.split(" "))
    .sort((one, other) => place.get(one[0])! - place.get(other[0])! || place.get(one[1])! - place.get(other[1])!);
  expect([...edges].map(({ source, destination }) => [source, destination])).toEqual(inOrder);
});
