/** Something that the user gave is wrong: the command line turns it into one line and exit status 2. */
export class InputError extends Error {
  override readonly name: string = "InputError";
}

/** A value of the configuration is wrong. `path` names the key (`load.users`), the message says what would be right. */
export class ConfigError extends InputError {
  override readonly name = "ConfigError";
  constructor(
    readonly path: string,
    readonly reason: string,
    readonly file = "",
  ) {
    super([file && `${file}:`, path, reason].filter(Boolean).join(" "));
  }
}
