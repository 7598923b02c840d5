import { connectPeer } from "../../http/peer";
import { json } from "../../http/reply";
import { runService } from "../../http/service";

/** Between the pages and the store; tells `sink` outside of every note that is written. */
runService("api", async (on) => {
  const [store, sink] = await Promise.all([connectPeer("store"), connectPeer("sink")]);

  on("GET", "/notes", async () => json(await store.get("/notes")));
  on("GET", "/notes/:id", async ({ params }) => json(await store.get(`/notes/${params.id}`)));
  on("POST", "/notes", async (request) => {
    const stored = await store.post<{ id: number }>("/notes", request.json());
    await sink.post("/events", { type: "note.written", ...stored });
    return json(stored, 201);
  });
});
