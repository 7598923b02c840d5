/** Something that the user gave is wrong: the command line turns it into one line and exit status 2. Its message is one line, whatever was given. */
export class InputError extends Error {
  override readonly name: string = "InputError";
  constructor(message: string, options?: ErrorOptions) {
    super(inOneLine(message), options);
  }
}

/** Characters that end a line, or tell a terminal to do something. */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const inOneLine = (text: string): string =>
  text.replace(controls, (one) => {
    const json = JSON.stringify(one).slice(1, -1);
    return json === one ? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}` : json;
  });

/** Most characters that a message shows of a key. */
const longest = 120;
const shortened = (key: string): string => (key.length > longest ? `${key.slice(0, longest - 3)}...` : key);

/** A value of the configuration is wrong. `path` names the key (`load.users`), the message says what would be right. */
export class ConfigError extends InputError {
  override readonly name = "ConfigError";
  constructor(
    readonly path: string,
    readonly reason: string,
    readonly file = "",
  ) {
    super([file && `${file}:`, shortened(path), reason].filter(Boolean).join(" "));
  }
}
