/** Which fields a widget's definition must have and which it may have, beside `type`; held against the API's own model by a test. */
export interface WidgetFields {
  required: readonly string[]
  optional: readonly string[]
}

const words = (text: string): string[] => text.split(' ').filter(word => word !== '')
const widget = (required: string, optional: string): WidgetFields => ({
  required: words(required),
  optional: words(optional),
})

export const WIDGET_FIELDS: Readonly<Record<string, WidgetFields>> = {
  alert_graph: widget('alert_id viz_type', 'description time title title_align title_size'),
  alert_value: widget('alert_id', 'description precision text_align title title_align title_size unit'),
  bar_chart: widget('requests', 'custom_links description style time title title_align title_size'),
  change: widget('requests', 'custom_links description time title title_align title_size'),
  check_status: widget('check grouping', 'description group group_by tags time title title_align title_size'),
  cohort: widget('requests', 'description time title title_align title_size'),
  distribution: widget(
    'requests',
    'custom_links description legend_size markers show_legend time title title_align title_size xaxis yaxis',
  ),
  embedded_app: widget('', 'app_id custom_links description inputs template_id time title title_align title_size'),
  event_stream: widget('query', 'description event_size tags_execution time title title_align title_size'),
  event_timeline: widget('query', 'description tags_execution time title title_align title_size'),
  free_text: widget('text', 'background_color color font_size text_align'),
  funnel: widget('requests', 'description grouped_display time title title_align title_size'),
  geomap: widget('requests style view', 'custom_links description time title title_align title_size'),
  group: widget('layout_type widgets', 'background_color banner_img show_title title title_align'),
  heatmap: widget(
    'requests',
    'custom_links description events legend_size markers show_legend time title title_align title_size xaxis yaxis',
  ),
  hostmap: widget(
    'requests',
    'custom_links description group no_group_hosts no_metric_hosts node_type notes scope style title title_align title_size',
  ),
  iframe: widget('url', ''),
  image: widget('url', 'has_background has_border horizontal_align margin sizing url_dark_theme vertical_align'),
  list_stream: widget('requests', 'description legend_size show_legend time title title_align title_size'),
  log_stream: widget(
    '',
    'columns description indexes logset message_display query show_date_column show_message_column sort time title title_align title_size',
  ),
  manage_status: widget(
    'query',
    'color_preference count description display_format hide_zero_counts show_last_triggered show_priority sort start summary_type title title_align title_size',
  ),
  note: widget(
    'content',
    'background_color font_size has_padding show_tick text_align tick_edge tick_pos vertical_align',
  ),
  point_plot: widget('requests', 'custom_links description legend markers time title title_align title_size yaxis'),
  powerpack: widget('powerpack_id', 'background_color banner_img show_title template_variables title'),
  query_table: widget('requests', 'custom_links description has_search_bar time title title_align title_size'),
  query_value: widget(
    'requests',
    'autoscale custom_links custom_unit description precision text_align time timeseries_background title title_align title_size',
  ),
  retention_curve: widget('requests', 'description time title title_align title_size'),
  run_workflow: widget('workflow_id', 'custom_links description inputs time title title_align title_size'),
  sankey: widget('requests', 'show_other_links sort_nodes time title title_align title_size'),
  scatterplot: widget(
    'requests',
    'color_by_groups custom_links description time title title_align title_size xaxis yaxis',
  ),
  servicemap: widget('filters service', 'custom_links description title title_align title_size'),
  slo: widget(
    'view_type',
    'additional_query_filters description global_time_target show_error_budget slo_id time_windows title title_align title_size view_mode',
  ),
  slo_list: widget('requests', 'description title title_align title_size'),
  split_group: widget('size source_widget_definition split_config', 'has_uniform_y_axes time title'),
  sunburst: widget('requests', 'custom_links description hide_total legend time title title_align title_size'),
  timeseries: widget(
    'requests',
    'custom_links description events legend_columns legend_layout legend_size markers right_yaxis show_legend time title title_align title_size yaxis',
  ),
  toplist: widget('requests', 'custom_links description style time title title_align title_size'),
  topology_map: widget('requests', 'custom_links description time title title_align title_size'),
  trace_service: widget(
    'env service span_name',
    'description display_format show_breakdown show_distribution show_errors show_hits show_latency show_resource_list size_format time title title_align title_size',
  ),
  treemap: widget('requests', 'color_by custom_links description group_by size_by time title'),
  wildcard: widget('requests specification', 'custom_links time title title_align title_size'),
}
