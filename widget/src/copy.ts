import { make } from './dom';

export function addCopyButtons(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-copy]')) {
    if (place.nextElementSibling?.classList.contains('wt-copy')) continue;
    const copied = make('button', { type: 'button', class: 'wt-copy', 'data-own': '', 'aria-label': `Copy ${place.dataset.copy}` }, 'Copy');
    copied.addEventListener('click', () => void copy(place, copied));
    place.after(copied);
  }
}

async function copy(place: HTMLElement, pressed: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(place.dataset.copy!);
    pressed.textContent = 'Copied';
  } catch {
    // Without a secure context there is no clipboard: leave the text selected.
    getSelection()?.selectAllChildren(place);
    pressed.textContent = 'Press Ctrl+C';
  }
  setTimeout(() => (pressed.textContent = 'Copy'), 2000);
}
