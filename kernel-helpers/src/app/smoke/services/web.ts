import { escapeHtml } from "../../../table/markup";
import { connectPeer } from "../../http/peer";
import { html, json } from "../../http/reply";
import { runService } from "../../http/service";

/** What users talk to: renders the notes that `api` gives out. */
runService("web", async (on) => {
  const api = await connectPeer("api");

  on("GET", "/", async () => {
    const notes = await api.get<{ text: string }[]>("/notes");
    const items = notes.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join("\n");
    return html(`<!doctype html><title>Notes</title><ul>\n${items}\n</ul>`);
  });
  on("GET", "/notes/:id", async ({ params }) => json(await api.get(`/notes/${params.id}`)));
  on("POST", "/notes", async (request) => json(await api.post("/notes", request.json()), 201));
});
