import type { Answer } from './channel';
import { button, make } from './dom';
import { Grid } from './grid';
import type { Table } from './model';

type Row = unknown[];

const SAMPLED = 500;

/** A table that can be sorted and searched, or the beginning of a text. */
export function tableView(name: string, content: Table | { text: string; more: number }, close: () => void): HTMLElement {
  const title = make('strong', {}, name.split('/').pop()!);
  const shut = button('✕', `Close ${name}`, close);
  if ('text' in content) {
    const more = content.more ? make('div', { class: 'wt-quiet' }, `… and ${content.more} more bytes`) : null;
    const text = make('pre', { class: 'wt-message' }, content.text);
    return make('div', { class: 'wt-table' }, make('div', { class: 'wt-toolbar' }, title, shut), text, more);
  }
  const search = make('input', { type: 'search', placeholder: 'Filter', 'aria-label': `Filter ${name}` });
  const told = make('span', { class: 'wt-quiet', role: 'status' });
  const grid = gridOf(name, content);
  const rows = content.rows;
  let haystacks: string[] | null = null;
  const refresh = () => {
    const text = search.value.toLowerCase();
    // Not before somebody searches: it costs more than all else.
    if (text) haystacks ??= rows.map(row => row.map(textOf).join('\u0000').toLowerCase());
    const shown = text ? rows.filter((_, place) => haystacks![place].includes(text)) : rows;
    grid.show(shown);
    const held = content.total > rows.length ? `the first ${rows.length} of ${content.total}` : `${rows.length}`;
    told.textContent = `${text ? `${shown.length} of ` : ''}${held} rows`;
  };
  search.addEventListener('input', refresh);
  refresh();
  return make('div', { class: 'wt-table' }, make('div', { class: 'wt-toolbar' }, title, search, told, shut), grid.element);
}

function gridOf(name: string, content: Table): Grid<Row> {
  // Rows from everywhere: numbers grow, and the last is often the longest.
  const step = Math.max(1, Math.floor(content.rows.length / SAMPLED));
  const sample = content.rows.filter((_, place) => place % step === 0 || place === content.rows.length - 1);
  const columns = content.columns.map((column, index) => {
    const numeric = content.rows.every(row => row[index] === null || typeof row[index] === 'number');
    const longest = Math.max(column.length + 2, ...sample.map(row => textOf(row[index]).length));
    const room = Math.min(longest, 40) + 4;
    return {
      name: column,
      // Each row is a grid of its own: what depends on content would stand elsewhere in each.
      width: `minmax(${room}ch, ${room}fr)`,
      right: numeric,
      text: (row: Row) => textOf(row[index]),
      value: (row: Row) => row[index]
    };
  });
  // The place in the frame tells rows apart that are the same.
  const places = new Map(content.rows.map((row, place) => [row, String(place)]));
  return new Grid<Row>(name, columns, row => places.get(row)!, 15);
}

const textOf = (value: unknown) => (value === null ? '' : String(value));

/** Has the browser keep a file whose pieces the kernel sent. */
export function download(answer: Answer): void {
  const address = URL.createObjectURL(new Blob(answer.buffers as unknown as BlobPart[]));
  const link = make('a', { href: address, download: answer.result.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
