import { expect, test } from "vitest";
import { nameOrder } from "../../kernel-helpers/src/edges/nameOrder";
import { draws } from "../pcap/random";

test("names are in the order of their text, addresses and others mixed", () => {
  const { whole, pick } = draws(3);
  const octet = () => String(pick([0, 1, 2, 9, 10, 19, 25, 99, 100, 101, 199, 200, 255, whole(0, 255)]));
  const others = [
    "",
    "1",
    "10.0.0",
    "10.0.0.1.1",
    "10.0.0.256",
    "01.2.3.4",
    "1.2.3.04",
    "10.0.0.1-eth0",
    "fd00::1",
    "::",
    "outside",
    "1.2.3.",
  ];
  const names = [...new Set([...others, ...Array.from({ length: 3000 }, () => Array.from({ length: 4 }, octet).join("."))])];
  expect(Array.from(nameOrder(names), (i) => names[i])).toEqual([...names].sort());
});
