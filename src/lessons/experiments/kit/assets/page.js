// The page host: controls of the page, tables from the grid that the page holds.

function startExperiment(figure) {
  const experiment = JSON.parse(figure.querySelector("script").textContent);
  const form = figure.querySelector("form");
  const drawing = figure.querySelector(".experiment-drawing");
  const summary = figure.querySelector(".experiment-summary");
  const explanation = figure.querySelector(".experiment-explanation");

  const controls = experiment.controls.map((control) => {
    const inputs = [...form.querySelectorAll(`[name="${control.name}"]`)];
    return { ...control, inputs };
  });

  function position({ inputs }) {
    const chosen = inputs.length > 1 ? inputs.find((input) => input.checked) : inputs[0];
    return Number(chosen.value);
  }

  function place(control, index) {
    if (control.inputs.length > 1) control.inputs[index].checked = true;
    else control.inputs[0].value = index;
  }

  // The settings of a table are stored in the order of its controls, the last one fastest.
  function rowsOf(table) {
    let index = 0;
    for (const name of table.controls) {
      const control = controls.find((candidate) => candidate.name === name);
      index = index * control.texts.length + position(control);
    }
    // In place of a column may be the number of a shared one, or its only text.
    const columns = table.states[index].map((column) => {
      return typeof column === "number" ? table.shared[column] : [column].flat();
    });
    return columns[0].map((_, row) => {
      return Object.fromEntries(table.columns.map((name, place) => [name, columns[place][row]]));
    });
  }

  function filled(template, row) {
    return template.replace(/\{(\w+)\}/g, (_, name) => row[name]);
  }

  function tell() {
    // The texts that the sentences are made of.
    const row = Object.assign({}, ...experiment.told.map((name) => rowsOf(experiment.tables[name])[0]));
    for (const control of controls) {
      const text = control.texts[position(control)];
      const input = control.inputs[0];
      if (input.type === "range") {
        input.setAttribute("aria-valuetext", text);
        form.querySelector(`output[for="${input.id}"]`).textContent = text;
      }
    }
    summary.textContent = filled(experiment.summary, row);
    if (explanation) {
      const control = controls.find((candidate) => candidate.name === experiment.explained);
      explanation.textContent = filled(experiment.explanations[position(control)], row);
    }
  }

  let show = null;
  let changed = new Set();
  function update() {
    const tables = {};
    for (const [name, table] of Object.entries(experiment.tables)) {
      if (!changed.size || table.controls.some((control) => changed.has(control))) {
        tables[name] = rowsOf(table);
      }
    }
    changed = new Set();
    tell();
    return show(tables);
  }

  // However fast the reader moves, there is one drawing for each frame.
  let waiting = false;
  function updateSoon(name) {
    changed.add(name);
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      update();
    });
  }

  function pointed(row) {
    const control = controls.find((candidate) => candidate.name === experiment.explained);
    const index = control ? control.values.indexOf(row[control.name]) : -1;
    if (index >= 0 && index !== position(control)) {
      place(control, index);
      updateSoon(control.name);
    }
  }

  // A browser that reloads a page may have kept where the reader left the controls.
  form.reset();
  form.hidden = false;
  form.addEventListener("input", (event) => updateSoon(event.target.name));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    // The event comes before the controls have gone back.
    requestAnimationFrame(() => {
      changed = new Set();
      update();
    });
  });

  show = startDrawing(drawing, experiment.specifications, pointed);
  update().then(() => {
    figure.dataset.ready = "true";
  });
}
