import { applications, lackingPackages } from "../app";
import { runsHome } from "../runfolder";
import { type Command, print, printJson, readArguments } from "./command";
import { labOf } from "./lab";

export const doctorCommand: Command = {
  name: "doctor",
  usage: "",
  summary: "says whether this machine can run the local lab, and what to do if not",
  async run(args) {
    const { options } = readArguments(this, args, {}, { least: 0, most: 0 });
    const lab = labOf.local({ run: runsHome(), id: "doctor", onExec: () => {} });
    const problems = await lab.check();
    // What one application lacks does not stand in the way of the others.
    const lacking = applications.flatMap(lackingPackages);
    if (options.json) printJson({ ok: problems.length === 0, problems, lacking });
    else if (problems.length === 0) print("the local lab can run here");
    else {
      for (const { what, remedy } of problems) print(`${what}\n  ${remedy}`);
      print('Captures and recorded runs can be analysed here all the same: openRun("samples/quickstart") in a cell.');
    }
    if (!options.json) for (const { what, remedy } of lacking) print(`${what}\n  ${remedy}`);
    return problems.length === 0 ? 0 : 1;
  },
};
