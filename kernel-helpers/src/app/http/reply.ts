/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly body: Buffer | string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (value: unknown, status = 200, headers?: Reply["headers"]): Reply => ({
  status,
  body: JSON.stringify(value),
  type: "application/json; charset=utf-8",
  headers,
});

export const html = (body: string): Reply => ({ status: 200, body, type: "text/html; charset=utf-8" });

export const text = (body: string, status = 200, headers?: Reply["headers"]): Reply => ({
  status,
  body,
  type: "text/plain; charset=utf-8",
  headers,
});

/** Thrown by a handler to answer with an error status. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
