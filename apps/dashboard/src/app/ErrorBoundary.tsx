import { failureOf } from '@devteam/api';
import { Component, type ReactNode } from 'react';
import { LoadFailure } from '../features/failure/LoadFailure.tsx';

/** A fault of this page's own: said in the same four parts as any other. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <LoadFailure failure={failureOf(this.state.error, 'this page')} onRetry={() => window.location.reload()} />;
  }
}
