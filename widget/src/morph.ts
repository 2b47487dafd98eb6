// Makes what is shown equal to a fresh picture and touches only what differs, so that a selected text, the focus, the
// place in a list and what was typed survive an update.

const OWN = new Set(['hidden', 'open', 'aria-expanded', 'aria-invalid', 'aria-selected', 'rows', 'style']);

export function morph(shown: Element, fresh: Element): void {
  morphAttributes(shown, fresh);
  // What a person typed, what is told below a field, and what a script filled in stays.
  if (shown.matches('textarea, select, [data-error], [data-mount], .wt-told')) return;
  morphChildren(shown, fresh);
}

function morphAttributes(shown: Element, fresh: Element): void {
  for (const { name, value } of [...fresh.attributes]) {
    if (!OWN.has(name) && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  for (const { name } of [...shown.attributes]) {
    if (!OWN.has(name) && !fresh.hasAttribute(name)) shown.removeAttribute(name);
  }
}

export function morphChildren(shown: Element | ShadowRoot, fresh: Element | DocumentFragment): void {
  const keyed = new Map<string, Element>();
  for (const child of shown.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let place = shown.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = matching(wanted, place, keyed);
    if (!match) {
      shown.insertBefore(wanted, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else shown.insertBefore(match, place);
    if (match instanceof Element) morph(match, wanted as Element);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    if (!(gone instanceof Element && gone.hasAttribute('data-own'))) gone.remove();
  }
}

function matching(wanted: Node, place: ChildNode | null, keyed: Map<string, Element>): ChildNode | null {
  if (wanted instanceof Element) {
    const key = keyOf(wanted);
    if (key) {
      const known = keyed.get(key);
      keyed.delete(key);
      return known && known.tagName === wanted.tagName ? known : null;
    }
  }
  if (!place || place.nodeType !== wanted.nodeType) return null;
  if (!(wanted instanceof Element)) return place;
  const there = place as Element;
  return !keyOf(there) && there.tagName === wanted.tagName && !there.hasAttribute('data-own') ? place : null;
}

const keyOf = (element: Element): string | null => element.getAttribute('data-key');
