// The live host: tables from the kernel.

function render({ model, el }) {
  const pointed = (row) => {
    const value = row[model.get("explained")];
    if (value !== undefined && value !== model.get("pointed")) {
      model.set("pointed", value);
      model.save_changes();
    }
  };
  el.classList.add("experiment-drawing");
  el.style.width = "100%";
  const show = startDrawing(el, model.get("specifications"), pointed);
  const update = () => show(model.get("tables"));
  model.on("change:tables", update);
  update();
}

export default { render };
