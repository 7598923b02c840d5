/** A heap of nodes with the nearest on top; a node's distance may shrink while it is inside. */
export class NearestFirst {
  size = 0;
  private readonly heap: Uint32Array;
  /** Place of each node in the heap. */
  private readonly places: Int32Array;

  constructor(
    /** By node; the caller writes a new distance before `push`. */
    private readonly distances: Float64Array,
  ) {
    this.heap = new Uint32Array(distances.length);
    this.places = new Int32Array(distances.length).fill(-1);
  }

  /** Puts a node in, or moves it up after its distance has shrunk. */
  push(node: number): void {
    const { heap, places, distances } = this;
    let at = places[node] < 0 ? this.size++ : places[node];
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (distances[heap[above]] <= distances[node]) break;
      heap[at] = heap[above];
      places[heap[at]] = at;
      at = above;
    }
    heap[at] = node;
    places[node] = at;
  }

  pop(): number {
    const { heap, places, distances } = this;
    const top = heap[0];
    places[top] = -1;
    this.size--;
    if (this.size === 0) return top;
    const last = heap[this.size];
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.size) break;
      if (below + 1 < this.size && distances[heap[below + 1]] < distances[heap[below]]) below++;
      if (distances[heap[below]] >= distances[last]) break;
      heap[at] = heap[below];
      places[heap[at]] = at;
      at = below;
    }
    heap[at] = last;
    places[last] = at;
    return top;
  }
}
