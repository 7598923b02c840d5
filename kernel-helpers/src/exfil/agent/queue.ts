/** A queue of bounded length: `put` waits while it is full, `take` while it is empty. In order. */
export interface BoundedQueue<T> {
  put(item: T): Promise<void>;
  take(): Promise<T>;
}

/** @param most items held; those whose `put` still waits are not counted */
export function boundedQueue<T>(most: number): BoundedQueue<T> {
  const items: T[] = [];
  const putters: (() => void)[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
      if (items.length <= most) return Promise.resolve();
      return new Promise((resolve) => putters.push(resolve));
    },
    take() {
      if (items.length === 0) return new Promise((resolve) => takers.push(resolve));
      putters.shift()?.();
      return Promise.resolve(items.shift()!);
    },
  };
}
