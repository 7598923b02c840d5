import { expect, test } from "vitest";
import { communitiesOf, modularityOf } from "../../kernel-helpers/src/metrics/algorithms/communities";
import { graphOf, type Edge } from "./graphs";

/** Two circles of everybody with everybody, and one edge between them: 12 + 12 + 1 edges of one byte. */
const circles = graphOf([
  ...["a", "b"].flatMap((side) =>
    [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].filter((j) => j !== i).map((j): Edge => [`${side}${i}`, `${side}${j}`, 1])),
  ),
  ["a0", "b0", 1],
]);

test("Louvain's method parts two circles that hardly know each other, and their modularity is that by hand", () => {
  const parts = [...communitiesOf(circles)];
  expect(new Set(parts.slice(0, 4)).size).toBe(1);
  expect(new Set(parts.slice(4)).size).toBe(1);
  expect(new Set(parts).size).toBe(2);
  // Within: 24 of 25. Sent by a: 13, received 12; by b 12 and 13.
  expect(modularityOf(circles, parts)).toBeCloseTo(24 / 25 - (2 * 12 * 13) / 25 ** 2, 15);
});

test("the same graph has the same communities each time, whatever else draws random numbers", () => {
  const first = [...communitiesOf(circles, 7)];
  Math.random();
  expect([...communitiesOf(circles, 7)]).toEqual(first);
});

test("all in one part has modularity 0, and a silent window none", () => {
  expect(modularityOf(circles, new Uint8Array(8))).toBeCloseTo(0, 15);
  expect(modularityOf(graphOf([]), [])).toBeNaN();
  expect([...communitiesOf(graphOf([]))]).toEqual([]);
  expect(communitiesOf(graphOf([["a", "a", 5]])).length).toBe(1);
});
