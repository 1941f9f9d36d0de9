// Draws an experiment's chart, and redraws it when its tables change. Both hosts use it.
// Nothing here computes: tables and sentences arrive as they are to be shown.

/**
 * @param {HTMLElement} element - where to draw
 * @param {{wide: object, narrow: object, widest: number}} specifications
 * @param {(item: object) => void} pointed - told the row of a mark that is pointed at
 * @returns {(tables: Object<string, object[]>) => Promise} shows these tables
 */
function startDrawing(element, specifications, pointed) {
  let drawing = null;
  let form = null;
  let shown = {};

  function fitting() {
    return element.clientWidth >= specifications.widest ? "wide" : "narrow";
  }

  function draw() {
    form = fitting();
    const options = { mode: "vega", renderer: "svg", actions: false, tooltip: false };
    const former = drawing;
    drawing = (async () => {
      (await former)?.finalize();
      // Texts are measured with the font of the page, once it is there.
      await document.fonts.load('12px "Book Sans"');
      const place = document.createElement("div");
      element.replaceChildren(place);
      const drawn = await globalThis.lessonsEmbed(place, specifications[form], options);
      for (const name of ["mouseover", "click"]) {
        drawn.view.addEventListener(name, (event, item) => item?.datum && pointed(item.datum));
      }
      return drawn;
    })();
  }

  async function show(tables) {
    shown = { ...shown, ...tables };
    const { view } = await drawing;
    const drawn = new Set(specifications[form].data.map((data) => data.name));
    for (const [name, rows] of Object.entries(tables)) {
      if (!drawn.has(name)) continue;
      // A copy, because Vega writes into the rows that it draws.
      view.data(name, rows.map((row) => ({ ...row })));
    }
    await view.runAsync();
  }

  new ResizeObserver(() => {
    if (element.clientWidth && fitting() !== form) {
      draw();
      show(shown);
    }
  }).observe(element);
  draw();
  return show;
}
