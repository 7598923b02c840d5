/** The queue between `shipping` and `queue-master`: a stream, and the group that reads it. */
export const shipments = { stream: "shipments", group: "packers" } as const;
