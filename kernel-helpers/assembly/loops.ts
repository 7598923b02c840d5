// The loops over every packet and every row, in AssemblyScript: a subset of TypeScript that scripts/build.mjs compiles to WebAssembly.
//
// Why not plain TypeScript: in a fresh process these loops run a tenth of a second or two, and half of that went into the interpreter
// and into code that was compiled for numbers seen so far and thrown away for the next (docs/performance.md has the figures).
//
// The memory is shared out by src/edges/engine.ts. Nothing is read past what the loops were told, but for some bytes behind a frame that is
// cut off, which engine.ts leaves room for.
export { records, walkRecords } from "./records";
export { section, describe, walkBlocks } from "./blocks";
export { nameNodes, newNode, settle4, settle6, list4, list6, count4, count6, countHalves } from "./addresses";
export { edgeOf, edgeOf4, edgeOf6, forgetAddresses, edgesMade, endsAt, releasePairs, releaseEnds } from "./pairs";
export { lookAtPackets } from "./walk";
export { view, makeKey, contentA, contentB } from "./content";
export { look, lookByOneEnd, lookAtFile, looksMade, looksAt, pointsDiffer } from "./looks";
export { sortAddresses, writeAddresses } from "./names";
export { sortEdges } from "./order";
export { newRows, span, add, append, close, rowsMade } from "./window";
export { placeSorter, placeStage, gatherClosed, gatherRows, gatherColumns, markColumn, unmark, emit } from "./sorter";
