import { randomStream } from "../../../runfolder/random";
import { HttpError, json } from "../../http/reply";
import { runService } from "../../http/service";

interface Note {
  readonly id: number;
  readonly text: string;
}

const mostKept = 40;

/** Keeps the last 40 notes in memory; starts with 20 of 60 to 180 characters. */
runService("store", (on) => {
  const random = randomStream(Number(process.env.SEED ?? 1), "smoke/notes");
  const notes: Note[] = Array.from({ length: 20 }, (_, id) => ({ id, text: "note ".repeat(12 + Math.floor(random() * 24)).trim() }));
  let next = notes.length;

  on("GET", "/notes", () => json(notes));
  on("GET", "/notes/:id", ({ params }) => {
    const note = notes.find(({ id }) => id === Number(params.id));
    if (!note) throw new HttpError(404, `no note ${params.id}`);
    return json(note);
  });
  on("POST", "/notes", (request) => {
    const note: Note = { id: next++, text: String(request.json<{ text: string }>().text) };
    notes.push(note);
    if (notes.length > mostKept) notes.splice(20, 1); // the first 20 stay, so that their addresses do
    return json(note, 201);
  });
});
