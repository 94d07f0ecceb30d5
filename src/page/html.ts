import html from '../../dist/view.html';

/** The view, which the build puts into a chunk of its own. */
export { html };
