// Moments and lengths of time in the words that the kernel uses for them.

const two = (number: number) => String(number).padStart(2, '0');

export function momentText(milliseconds: number): string {
  const at = new Date(milliseconds);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function clockText(milliseconds: number): string {
  return momentText(milliseconds).slice(11) + '.' + String(new Date(milliseconds).getMilliseconds()).padStart(3, '0');
}

export function spanText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** How long ago, or how long until; a date that should have come is late. */
export function agoText(at: number, now: number, dueOnce: boolean): string {
  const seconds = Math.round((now - at) / 1000);
  if (seconds < 0) return `in ${roughly(-seconds)}`;
  return dueOnce ? `${roughly(seconds)} late` : `${roughly(seconds)} ago`;
}

function roughly(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** Tells in a card how long ago each of its dates was, by the clock of its engine where somebody moves that by hand. */
export function tellAgo(root: ParentNode): void {
  const moved = root.querySelector<HTMLElement>('[data-now]')?.dataset.now;
  const now = moved ? Date.parse(moved) : Date.now();
  for (const place of root.querySelectorAll<HTMLElement>('[data-ago]')) {
    const text = `(${agoText(Date.parse(place.dataset.ago!), now, 'late' in place.dataset)})`;
    if (place.textContent !== text) place.textContent = text;
  }
}
