// Shows the picture that the kernel draws. Only what differs is replaced, so that a selected text, the place in the
// list and the focus survive an update.

function addCopyButtons(root) {
  for (const place of root.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wt-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${place.dataset.copy}`);
    place.after(button);
  }
}

async function copy(button) {
  const place = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(place.dataset.copy);
    button.textContent = "Copied";
  } catch {
    // Without a secure context there is no clipboard: leave the text selected.
    getSelection().selectAllChildren(place);
    button.textContent = "Press Ctrl+C";
  }
}

function patchRows(shown, fresh) {
  const present = new Map([...shown.children].map(row => [row.dataset.key, row]));
  let place = shown.firstElementChild;
  for (const row of [...fresh.children]) {
    const old = present.get(row.dataset.key);
    present.delete(row.dataset.key);
    if (old && !old.isEqualNode(row)) {
      if (place === old) place = old.nextElementSibling;
      old.remove();
    }
    const kept = old && old.isEqualNode(row) ? old : row;
    if (kept === place) place = place.nextElementSibling;
    else shown.insertBefore(kept, place);
  }
  for (const gone of present.values()) gone.remove();
}

function patch(shown, fresh) {
  for (const section of [...fresh.children]) {
    const old = shown.querySelector(`:scope > [data-key="${section.dataset.key}"]`);
    if (old.isEqualNode(section)) continue;
    const [oldList, list] = [old, section].map(part => part.querySelector("[data-list]"));
    if (oldList && list) patchRows(oldList, list);
    else old.replaceWith(section);
  }
}

export default {
  render({ model, el }) {
    el.classList.add("wavetank");
    el.addEventListener("click", event => {
      const button = event.target.closest(".wt-copy");
      if (button) copy(button);
    });
    const show = () => {
      const template = document.createElement("template");
      template.innerHTML = model.get("html");
      const fresh = template.content.firstElementChild;
      addCopyButtons(fresh);
      if (el.firstElementChild) patch(el.firstElementChild, fresh);
      else el.append(fresh);
    };
    model.on("change:html", show);
    show();
    return () => model.off("change:html", show);
  }
};
