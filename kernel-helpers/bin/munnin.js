#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const main = join(__dirname, "../dist/cli/main.js");
if (!existsSync(main)) {
  console.error("munnin: is not set up yet: run `npm start` in its repository");
  process.exit(1);
}
require(main).main(process.argv.slice(2));
