import { Link, useInRouterContext } from 'react-router';
import { paths } from '../../app/paths.ts';
import { findTrouble } from './trouble-pages.ts';

/** From an error to the page that helps with it; nothing where its card says all. */
export function TroubleLink({ code }: { code: string }) {
  const name = findTrouble(code);
  const isInRouter = useInRouterContext();
  if (name === undefined || !isInRouter) return null;
  return (
    <Link to={`${paths.trouble(name)}?code=${encodeURIComponent(code)}`} data-testid="trouble-link">
      What to look at
    </Link>
  );
}
