import { LoadingState, type DataQueryRequest, type DataSourceApi, type PanelData } from '@grafana/data';
import { from, isObservable, map, type Observable } from 'rxjs';

/**
 * Grafana's core normally runs the queries of a panel. Here an answer always stands for the whole request, and
 * "loading" is what the data source says, not every request, so that a refresh every second does not blink.
 */
export function runRequest(dataSource: DataSourceApi, request: DataQueryRequest): Observable<PanelData> {
  const answer = dataSource.query(request);
  return (isObservable(answer) ? answer : from(answer)).pipe(
    map(({ data, state, errors }) => ({
      state: state ?? LoadingState.Done,
      series: data,
      timeRange: request.range,
      request,
      ...(errors && { errors }),
    })),
  );
}
