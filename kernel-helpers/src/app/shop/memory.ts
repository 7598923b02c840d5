import Redis from "ioredis";
import { locationOf } from "../http/location";
import { log } from "../http/log";
import { eventually } from "../http/patience";

/** Connects a service to a Valkey server. */
export async function connectMemory(service: string): Promise<Redis> {
  const redis = new Redis({ ...locationOf(service, 6379), lazyConnect: true, retryStrategy: () => 50, enableReadyCheck: false });
  redis.on("error", (error: Error) => log("warning", `connection to ${service}: ${error.message}`));
  await eventually(service, async () => {
    if (redis.status === "wait" || redis.status === "end") await redis.connect();
    await redis.ping();
  });
  // A server that has been there and is away, while its snapshot is put back, is waited for.
  redis.options.maxRetriesPerRequest = null;
  return redis;
}
