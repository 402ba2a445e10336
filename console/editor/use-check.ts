import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { checkQuery } from '../api/rules.ts';
import { carried } from './spans.ts';

const restMilliseconds = 400;

/**
 * The judgement of a text while it is typed: asked as soon as the fingers rest. Until it is here `latest` stays that of an
 * earlier text, with its problems carried along, so that nothing flickers.
 */
export function useCheck(text: string) {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(setRested, restMilliseconds, text);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, error, refetch } = useQuery({ ...checkQuery(rested), placeholderData: keepPreviousData });
  const problems = (data?.problems ?? []).map((problem) => ({
    ...problem,
    ...carried(problem, data!.text, text),
  }));
  return { problems, error, refetch, latest: data };
}
