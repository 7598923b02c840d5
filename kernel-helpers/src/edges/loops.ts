/** What assembly/loops.ts exports; its comments say what each does. Addresses and numbers from it are signed: `>>> 0` makes them what they are. */
export interface Loops {
  records(bigEndian: number, header: number, unit: number, layer: number): void;
  walkRecords(from: number, to: number): number;
  section(bigEndian: number): void;
  describe(layer: number, unit: number): void;
  walkBlocks(from: number, to: number): number;

  nameNodes(): void;
  newNode(): number;
  edgeOf(source: number, destination: number): number;
  edgeOf4(source: number, destination: number): number;
  edgeOf6(source: number, destination: number): number;
  settle4(address: number, node: number): void;
  settle6(address: number, node: number): void;
  forgetAddresses(): void;
  edgesMade(): number;
  endsAt(): number;
  releasePairs(): void;
  releaseEnds(): void;
  count4(): number;
  count6(): number;
  countHalves(): number;
  list4(into: number): void;
  list6(into: number, scratch: number): void;

  newRows(): number;
  span(rows: number, from: number, fromNanoseconds: number, to: number, toNanoseconds: number): void;
  add(rows: number, edge: number, bytes: number, wireBytes: number): number;
  append(rows: number, edge: number, frames: number, bytes: number, wireBytes: number): void;
  close(rows: number): number;
  rowsMade(rows: number): number;

  lookAtPackets(yes: number): void;
  view(ip: number, version: number, length: number, end: number): void;
  makeKey(ends: number): void;
  contentA(): number;
  contentB(): number;
  look(time: number, point: number): void;
  lookByOneEnd(): void;
  lookAtFile(number: number): void;
  looksMade(): number;
  looksAt(): number;
  pointsDiffer(): number;

  sortAddresses(listed: number, count: number, scratch: number, places: number, next: number): void;
  writeAddresses(listed: number, count: number, into: number): number;

  sortEdges(
    ends: number,
    count: number,
    newNode: number,
    nodes: number,
    next: number,
    byDestination: number,
    sources: number,
    destinations: number,
    ranks: number,
  ): void;

  placeSorter(sums: number, bits: number, bits64: number, words: number, ranks: number): void;
  placeStage(edges: number, frames: number, bytes: number, wireBytes: number, room: number): void;
  gatherClosed(rows: number, from: number, to: number): void;
  gatherRows(at: number, count: number): void;
  gatherColumns(edges: number, frames: number, bytes: number, wireBytes: number, count: number): void;
  markColumn(edges: number, count: number): number;
  unmark(): void;
  emit(): number;
}
