import { InputError } from "../../kernel-helpers/src/config/error";
import { readEdges } from "../../kernel-helpers/src/edges/read";
import type { EdgeTable } from "../../kernel-helpers/src/edges/table";
import type { ReadingCounts } from "../../kernel-helpers/src/pcap/counts";
import { readPackets } from "../../kernel-helpers/src/pcap/read";
import type { LedgerLine } from "../../kernel-helpers/src/runfolder/ledger";

interface Sums {
  frames: number;
  bytes: number;
  wireBytes: number;
}

/**
 * What must hold for any file whatever: it is refused by one clear error, or read, and then every frame is accounted for, and the edges
 * hold what the packets say one by one.
 *
 * @throws Error that says what does not hold
 */
export async function checkReading(file: string, every: readonly number[]): Promise<"read" | "refused"> {
  const sums: Sums = { frames: 0, bytes: 0, wireBytes: 0 };
  let counts: ReadingCounts;
  try {
    counts = await readPackets(file, (packet) => {
      if (packet.ip + (packet.version === 4 ? 20 : 40) > packet.end) throw new Error("an IP header reaches beyond its frame");
      if (!(packet.nanoseconds >= 0 && packet.nanoseconds < 1e9)) throw new Error(`${packet.nanoseconds} ns within a second`);
      if (!(packet.ipLength >= 20)) throw new Error(`an IP length of ${packet.ipLength}`);
      sums.frames++;
      sums.bytes += packet.ipLength;
      sums.wireBytes += packet.wireLength;
    });
  } catch (error) {
    return refused(error);
  }
  const ignored = Object.values(counts.ignored).reduce((a, b) => a + b, 0);
  must(counts.packets === ignored + sums.frames, `${counts.packets} packets, ${ignored} ignored, ${sums.frames} handed on`);
  must(counts.truncated <= counts.packets && counts.outOfOrder <= Math.max(0, counts.packets - 1), "more odd frames than frames");
  must(counts.packets === 0 || counts.firstTime! <= counts.lastTime!, "the last time is before the first");

  try {
    const edges = await readEdges([{ file }], { every, align: "first", dedup: true });
    const { dropped: _, outsideSpan: __, copies, ...own } = edges.counts;
    must(
      JSON.stringify(sorted(own)) === JSON.stringify(sorted(counts)),
      `edges count ${JSON.stringify(own)}, packets ${JSON.stringify(counts)}`,
    );
    for (const granularity of edges.granularities) {
      const totals = edges.every(granularity).totals();
      must(totals.frames + copies.packets === sums.frames, `${totals.frames} frames of ${sums.frames} at ${granularity} s`);
      must(totals.bytes + copies.bytes === sums.bytes, `${totals.bytes} bytes of ${sums.bytes} at ${granularity} s`);
      if (copies.packets === 0) must(totals.wireBytes === sums.wireBytes, `${totals.wireBytes} wire bytes of ${sums.wireBytes}`);
    }
    await sameOnBothWays(file, every);
  } catch (error) {
    return refused(error);
  }
  return "read";
}

/** The loops, which most packets pass through, must see what the general way sees: a ledger makes all packets take that. */
async function sameOnBothWays(file: string, every: readonly number[]): Promise<void> {
  const ways: (readonly LedgerLine[] | undefined)[] = [undefined, []];
  const [quick, general] = await Promise.all(
    ways.map((ledger) =>
      readEdges([{ file }], { every, align: "first", ledger }).catch((error: Error) => `${error.name}: ${error.message}`),
    ),
  );
  if (typeof quick === "string" || typeof general === "string") return must(quick === general, "the loops see something else");
  must(JSON.stringify(sorted(quick.counts)) === JSON.stringify(sorted(general.counts)), "the loops count something else");
  must(JSON.stringify(quick.nodes) === JSON.stringify(general.nodes), "the loops see other nodes");
  const [a, b] = [quick, general].map(columns);
  must(a.length === b.length && a.every((column, i) => column.equals(b[i])), "the loops see other edges");
}

/** The bytes of all columns of numbers. */
function columns({ parts: { sources, destinations, slices } }: EdgeTable): Buffer[] {
  const all = slices.flatMap(({ offsets, edges, frames, bytes, wireBytes }) => [offsets, edges, frames, bytes, wireBytes]);
  return [sources, destinations, ...all].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
}

function refused(error: unknown): "refused" {
  if (error instanceof InputError && !error.message.includes("\n")) return "refused";
  throw error;
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

/** Reasons in the order of their names. */
function sorted(counts: ReadingCounts): object {
  const inOrder = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).sort());
  return { ...inOrder(counts as unknown as Record<string, unknown>), ignored: inOrder(counts.ignored), odd: inOrder(counts.odd) };
}
