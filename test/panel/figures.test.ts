import { expect, test } from "vitest";
import { readFigure } from "../../lab-extension/src/plotly/figure";
import { withoutRequests } from "../../lab-extension/src/plotly/requests";

const elsewhere = "https://198.51.100.1/seen.png";
const own = "data:image/png;base64,AAAA";
const read = (figure: object) => withoutRequests(readFigure(figure as never)!);

test("a figure that nobody vouches for names no other server, neither at once nor by a button or in an animation; its other values stay", () => {
  const figure = read({
    data: [
      { type: "image", source: elsewhere },
      { type: "sankey", link: { source: [0, 1], target: [1, 2], value: [3, 4] } },
      { type: "bar", y: [1], text: [elsewhere] },
    ],
    layout: {
      title: { text: elsewhere },
      images: [{ source: elsewhere }, { source: own }, { source: "/api/contents" }],
      template: { layout: { imagedefaults: { source: elsewhere } } },
      updatemenus: [
        {
          buttons: [
            { method: "relayout", args: [{ "images[0].source": elsewhere, "title.text": "ours" }] },
            { method: "relayout", args: ["images[0].source", elsewhere] },
            { method: "restyle", args: [{ type: ["bar", "scattergeo"] }] },
            { method: "relayout", args: ["title.text", "ours"] },
          ],
        },
      ],
    },
    frames: [{ layout: { images: [{ source: elsewhere }] }, data: [{ type: "densitymap", z: [1] }] }],
  })!;
  expect(figure.data).toEqual([
    { type: "image" },
    { type: "sankey", link: { source: [0, 1], target: [1, 2], value: [3, 4] } },
    { type: "bar", y: [1], text: [elsewhere] },
  ]);
  const { title, images, template, updatemenus } = figure.layout;
  expect(title).toEqual({ text: elsewhere });
  expect(images).toEqual([{}, { source: own }, {}]);
  expect(template).toEqual({ layout: { imagedefaults: {} } });
  expect(updatemenus).toEqual([
    {
      buttons: [
        { method: "relayout", args: [{ "title.text": "ours" }] },
        { method: "relayout" },
        { method: "restyle", args: [{}] },
        { method: "relayout", args: ["title.text", "ours"] },
      ],
    },
  ]);
  expect(figure.frames).toEqual([{ layout: { images: [{}] }, data: [{ z: [1] }] }]);
});

test("a map, whose tiles come from elsewhere, is none that can be drawn so; points and lines are", () => {
  for (const type of ["scattergeo", "choropleth", "scattermap", "scattermapbox", "densitymap", "choroplethmapbox"])
    expect(read({ data: [{ type }] })).toBeNull();
  for (const type of ["scatter", "scattergl", "scatter3d", "heatmap", "treemap"]) expect(read({ data: [{ type }] })).not.toBeNull();
});

test("what is no figure is none", () => {
  for (const value of [null, 3, "x", [], {}, { data: {} }, { data: [1] }, { data: [], layout: [] }, { data: [], config: 1 }])
    expect(readFigure(value as never)).toBeNull();
  expect(readFigure({ data: [], frames: "none" })).toEqual({ data: [], layout: {}, config: {}, frames: [] });
});
