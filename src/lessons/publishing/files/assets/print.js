// Run once when all formulas are drawn: what is wider than the paper is made smaller, what is
// short is kept on one page, and the numbers of the pages are written into the contents.
(() => {
  const TALL = 330; // pixels: a third of a page

  // Reading all sizes before any is changed lays the document out twice, not once for each element.
  function shrink(selector, widthOf, apply) {
    const sizes = [...document.querySelectorAll(selector)].map((element) => [
      element,
      element.parentElement.clientWidth,
      widthOf(element),
    ]);
    for (const [element, available, width] of sizes) {
      if (width > available + 0.5) apply(element, Math.floor((980 * available) / width) / 1000);
    }
  }

  shrink(
    "div.math mjx-container", // in a line, the box of a formula is narrower than its letters
    (formula) => Math.max(formula.scrollWidth, formula.getBoundingClientRect().width),
    (formula, ratio) => {
      const size = parseFloat(getComputedStyle(formula).fontSize);
      formula.style.fontSize = `${size * ratio}px`;
    },
  );
  shrink(
    "pre",
    (text) => text.scrollWidth,
    (text, ratio) => {
      const size = parseFloat(getComputedStyle(text).fontSize);
      text.style.fontSize = `${size * Math.max(ratio, 0.75)}px`;
      if (ratio < 0.75) text.classList.add("wrapped");
    },
  );
  shrink(
    "table",
    (table) => table.getBoundingClientRect().width,
    (table, ratio) => {
      table.style.zoom = ratio;
    },
  );

  const short = [...document.querySelectorAll(".cell_input, .output, .pst-scrollable-table-container, .admonition, .experiment, dl.py")].filter(
    (element) => element.getBoundingClientRect().height < TALL,
  );
  for (const element of short) element.classList.add("kept-whole");

  window.fillIn = (numbers) => {
    for (const line of document.querySelectorAll(".book-contents a")) {
      const anchor = decodeURIComponent(line.hash.slice(1));
      line.querySelector(".number").textContent = numbers[anchor] ?? "";
    }
  };
  return document.fonts.ready.then(() => true);
})()
