import { log } from "../../http/log";
import { runService } from "../../http/service";
import { connectMemory } from "../memory";
import { shipments } from "../shipments";

type Entries = [stream: string, entries: [id: string, fields: string[]][]][] | null;

/** Takes parcels from the queue, one after the other, each once among all instances. */
runService("queue-master", async () => {
  const queue = await connectMemory("queue");
  await queue.xgroup("CREATE", shipments.stream, shipments.group, "$", "MKSTREAM").catch((error: Error) => {
    if (!error.message.startsWith("BUSYGROUP")) throw error;
  });
  void consume().catch((error: Error) => {
    log("error", `the queue is lost: ${error.message}`);
    process.exit(1);
  });

  async function consume(): Promise<never> {
    const consumer = process.env.INSTANCE ?? "queue-master";
    for (;;) {
      const read = queue.xreadgroup("GROUP", shipments.group, consumer, "COUNT", 1, "BLOCK", 5000, "STREAMS", shipments.stream, ">");
      for (const [, entries] of ((await read) as Entries) ?? [])
        for (const [id, fields] of entries) {
          const { order } = JSON.parse(fields[1]) as { order: string };
          await queue.xack(shipments.stream, shipments.group, id);
          log("info", "parcel packed", { order });
        }
    }
  }
});
