import type { Answer } from './channel';
import { button, make } from './dom';
import { Grid } from './grid';
import type { Table } from './model';

type Row = unknown[];

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
  const { grid, rows } = gridOf(name, content);
  const refresh = () => {
    const text = search.value.toLowerCase();
    const shown = text ? rows.filter(([, haystack]) => haystack.includes(text)) : rows;
    grid.show(shown.map(([row]) => row));
    const held = content.total > rows.length ? `the first ${rows.length} of ${content.total}` : `${rows.length}`;
    told.textContent = `${text ? `${shown.length} of ` : ''}${held} rows`;
  };
  search.addEventListener('input', refresh);
  refresh();
  return make('div', { class: 'wt-table' }, make('div', { class: 'wt-toolbar' }, title, search, told, shut), grid.element);
}

function gridOf(name: string, content: Table): { grid: Grid<Row>; rows: [Row, string][] } {
  const columns = content.columns.map((column, index) => {
    const numeric = content.rows.every(row => row[index] === null || typeof row[index] === 'number');
    const longest = Math.max(column.length + 2, ...content.rows.slice(0, 200).map(row => text(row[index]).length));
    return {
      name: column,
      width: `minmax(${Math.min(longest, 40) + 2}ch, auto)`,
      right: numeric,
      text: (row: Row) => text(row[index]),
      value: (row: Row) => row[index]
    };
  });
  // The place in the frame tells rows apart that are the same.
  const places = new Map(content.rows.map((row, place) => [row, String(place)]));
  const grid = new Grid<Row>(name, columns, row => places.get(row)!, 15);
  return { grid, rows: content.rows.map(row => [row, row.map(text).join('\u0000').toLowerCase()]) };
}

const text = (value: unknown) => (value === null ? '' : String(value));

/** Has the browser keep a file whose pieces the kernel sent. */
export function download(answer: Answer): void {
  const address = URL.createObjectURL(new Blob(answer.buffers as unknown as BlobPart[]));
  const link = make('a', { href: address, download: answer.result.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
