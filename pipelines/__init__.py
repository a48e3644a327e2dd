"""What happens next: thin classes in the order of Scrapy's pipelines, each calling one thing in archiver."""
