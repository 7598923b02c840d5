import type { Csr } from "../graph";

/**
 * Dijkstra's method from any source: writes `distances`, and into `order` the nodes that it reached, nearest first, whose number it
 * returns.
 *
 * The heap of open nodes lies in arrays of its own, distances included, and in this one function: it is the time of all metrics of
 * paths by bytes.
 */
export function dijkstra(
  { offsets, targets }: Csr,
  lengths: Float64Array,
  distances: Float64Array,
  order: Uint32Array,
): (source: number) => number {
  const keys = new Float64Array(distances.length);
  const nodes = new Uint32Array(distances.length);
  /** Place of each node in the heap, −1 outside. */
  const places = new Int32Array(distances.length).fill(-1);

  return (source) => {
    distances.fill(Infinity);
    distances[source] = 0;
    keys[0] = 0;
    nodes[0] = source;
    let [size, count] = [1, 0];
    while (size > 0) {
      const node = nodes[0];
      const reached = keys[0];
      places[node] = -1;
      order[count++] = node;
      if (--size > 0) {
        const [key, moved] = [keys[size], nodes[size]];
        let at = 0;
        for (let below = 1; below < size; below = 2 * at + 1) {
          if (below + 1 < size && keys[below + 1] < keys[below]) below++;
          if (keys[below] >= key) break;
          keys[at] = keys[below];
          places[(nodes[at] = nodes[below])] = at;
          at = below;
        }
        keys[at] = key;
        nodes[at] = moved;
        places[moved] = at;
      }
      for (let e = offsets[node], end = offsets[node + 1]; e < end; e++) {
        const target = targets[e];
        const distance = reached + lengths[e];
        if (distance >= distances[target]) continue;
        distances[target] = distance;
        let at = places[target] < 0 ? size++ : places[target];
        while (at > 0) {
          const above = (at - 1) >> 1;
          if (keys[above] <= distance) break;
          keys[at] = keys[above];
          places[(nodes[at] = nodes[above])] = at;
          at = above;
        }
        keys[at] = distance;
        nodes[at] = target;
        places[target] = at;
      }
    }
    return count;
  };
}
