import { experimentJsonSchema } from "../config";
import { type Command, print, readArguments } from "./command";

export const schemaCommand: Command = {
  name: "schema",
  usage: "",
  summary: "prints the JSON Schema (draft-07) of a configuration",
  async run(args) {
    readArguments(this, args, {}, { least: 0, most: 0 });
    print(JSON.stringify(experimentJsonSchema(), null, 2));
  },
};
