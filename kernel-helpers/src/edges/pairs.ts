import { WordDictionary } from "./dictionary";
import type { Node } from "./node";

/** Nodes and edges (pairs of nodes), numbered in order of appearance. Those of packets are numbered by `Flows`. */
export class Pairs {
  readonly nodes: Node[] = [];
  private ends: Uint32Array = new Uint32Array(2048);
  private readonly nodeNumbers = new Map<string, number>();
  private edgeNumbers = new WordDictionary(2, 1 << 14);

  node(node: Node): number {
    const known = this.nodeNumbers.get(node.name);
    if (known !== undefined) {
      if (node.kind === "instance") this.nodes[known] = node; // A service is its instances, whether its virtual IP came first or not.
      return known;
    }
    this.nodeNumbers.set(node.name, this.nodes.length);
    return this.nodes.push(node) - 1;
  }

  edge(source: number, destination: number): number {
    const { key, size } = this.edgeNumbers;
    key[0] = source;
    key[1] = destination;
    const number = this.edgeNumbers.find();
    if (number === size) this.append(number, source, destination);
    return number;
  }

  /** Source and destination of each edge, node numbers. Nothing can be added afterwards: the memory of the numbering is given back. */
  finish(): Uint32Array {
    const ends = this.ends.slice(0, this.edgeNumbers.size * 2);
    this.edgeNumbers = new WordDictionary(2);
    this.nodeNumbers.clear();
    this.ends = new Uint32Array(0);
    return ends;
  }

  private append(edge: number, source: number, destination: number): void {
    if (edge * 2 === this.ends.length) {
      const longer = new Uint32Array(edge * 4);
      longer.set(this.ends);
      this.ends = longer;
    }
    this.ends[edge * 2] = source;
    this.ends[edge * 2 + 1] = destination;
  }
}
