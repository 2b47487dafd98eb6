// Small helpers of the document: elements are made and read here, never from strings of markup.

type Child = Node | string | null;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(child => child !== null));
  return made;
}

export function button(name: string, label: string, act: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', 'aria-label': label }, name);
  made.addEventListener('click', act);
  return made;
}

/** Markup that the kernel drew, with everything escaped there. */
export function drawn(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

export function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
