import { make } from './dom';
import { Grid } from './grid';
import type { LogRow } from './model';
import { clockText } from './times';

const AT = 0, LEVEL = 1, TASK = 2, MESSAGE = 3;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];
const MOST = 100_000;

const number = (count: number) => count.toLocaleString('en');

/** The log of an execution as it grows: from a level on, with a text, the newest in sight unless one looks back. */
export class Logs {
  readonly element: HTMLElement;
  private rows: LogRow[] = [];
  private grid: Grid<LogRow>;
  private level = make('select', { 'aria-label': 'Least level' }, ...LEVELS.map(name => make('option', { value: name }, name)));
  private search = make('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search in the log' });
  private told = make('span', { class: 'wt-quiet', role: 'status' });
  private whole = make('pre', { class: 'wt-message' });

  constructor() {
    this.grid = new Grid<LogRow>(
      'Log',
      [
        { name: 'time', width: '108px', text: row => clockText(row[AT]) },
        {
          name: 'level',
          width: '56px',
          text: row => row[LEVEL],
          draw(cell, row) {
            cell.dataset.state = row[LEVEL];
            cell.className = 'wt-state';
            cell.textContent = row[LEVEL];
          }
        },
        { name: 'task', width: 'minmax(60px, 0.3fr)', text: row => row[TASK] },
        { name: 'message', width: '3fr', text: row => row[MESSAGE] }
      ],
      row => `${row[AT]} ${row[TASK]} ${row[MESSAGE]}`
    );
    this.grid.onOpen = row => (this.whole.textContent = row[MESSAGE]);
    this.level.value = 'INFO';
    this.level.addEventListener('change', () => this.refresh());
    this.search.addEventListener('input', () => this.refresh());
    const bar = make('div', { class: 'wt-toolbar' }, this.level, this.search, this.told);
    this.element = make('div', { 'data-own': '' }, bar, this.grid.element, this.whole);
  }

  take(rows: LogRow[]): void {
    this.rows.push(...rows);
    if (this.rows.length > MOST) this.rows.splice(0, this.rows.length - MOST);
    this.refresh();
  }

  clear(): void {
    this.rows = [];
    this.whole.textContent = '';
    this.refresh();
  }

  appear(): void {
    this.grid.ask();
  }

  private refresh(): void {
    const follow = this.grid.atEnd;
    const least = LEVELS.indexOf(this.level.value);
    const text = this.search.value.toLowerCase();
    const shown = this.rows.filter(
      row => LEVELS.indexOf(row[LEVEL]) >= least && (!text || `${row[TASK]} ${row[MESSAGE]}`.toLowerCase().includes(text))
    );
    this.grid.show(shown);
    this.told.textContent = shown.length === this.rows.length ? number(shown.length) : `${number(shown.length)} of ${number(this.rows.length)}`;
    if (follow) requestAnimationFrame(() => this.grid.toEnd());
  }
}
