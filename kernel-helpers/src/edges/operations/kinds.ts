import { InputError } from "../../config/error";
import type { NodeKind } from "../node";
import type { EdgeTableParts } from "../table";
import { rebuilt } from "./rebuild";

/** What becomes of nodes of a kind. */
export type KindChoice = "keep" | "merge" | "drop";
const choices: readonly KindChoice[] = ["keep", "merge", "drop"];

/** The parts of a table in which the nodes of some kinds are merged or dropped. */
export function withKinds(parts: EdgeTableParts, by: Readonly<Partial<Record<NodeKind, KindChoice>>>): EdgeTableParts {
  for (const [kind, choice] of Object.entries(by))
    if (!choices.includes(choice)) throw new InputError(`kinds: ${kind} must be one of ${choices.join(", ")}, not "${String(choice)}"`);
  const kindOf = new Map(parts.nodes.map(({ name, kind }) => [name, kind]));
  const renamed = (name: string, kind: NodeKind | undefined): string | null =>
    kind === undefined || (by[kind] ?? "keep") === "keep" ? name : by[kind] === "merge" ? kind : null;

  return {
    ...parts,
    ...rebuilt(parts, {
      node(node) {
        const name = renamed(node.name, node.kind);
        return name === node.name ? node : name === null ? null : { name, kind: node.kind };
      },
    }),
    presences: parts.presences.flatMap((one) => {
      const name = renamed(one.name, kindOf.get(one.name));
      return name === one.name ? [one] : name === null ? [] : [{ name, kind: one.kind, from: one.from, to: one.to }];
    }),
  };
}
