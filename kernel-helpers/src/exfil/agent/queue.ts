/** A queue that is bounded: `put` waits while it is full, `take` while it is empty. In order. */
export interface BoundedQueue<T> {
  put(item: T): Promise<void>;
  take(): Promise<T>;
}

/** What a queue holds at most; items whose `put` still waits are not counted. */
export interface QueueLimits {
  readonly items: number;
  readonly bytes: number;
}

export function boundedQueue<T>(most: QueueLimits, bytesOf: (item: T) => number): BoundedQueue<T> {
  const items: T[] = [];
  let bytes = 0;
  const putters: (() => void)[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker) {
        taker(item);
        return Promise.resolve();
      }
      items.push(item);
      bytes += bytesOf(item);
      if (items.length <= most.items && bytes <= most.bytes) return Promise.resolve();
      return new Promise((resolve) => putters.push(resolve));
    },
    take() {
      if (items.length === 0) return new Promise((resolve) => takers.push(resolve));
      putters.shift()?.();
      const item = items.shift()!;
      bytes -= bytesOf(item);
      return Promise.resolve(item);
    },
  };
}
